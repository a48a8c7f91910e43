/** A find-only jscodeshift transform: counts `….workflow.start/execute/signalWithStart(…)`, changes nothing. */
const METHODS = new Set(['start', 'execute', 'signalWithStart']);

module.exports = (file, { j, stats }) => {
  j(file.source)
    .find(j.CallExpression, { callee: { type: 'MemberExpression', object: { property: { name: 'workflow' } } } })
    .filter(({ node }) => METHODS.has(node.callee.property.name))
    .forEach(() => {
      stats('starts');
    });
};
