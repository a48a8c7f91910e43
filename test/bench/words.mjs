/** What a SaaS talks about: the vocabulary of the synthetic repository. */
export const NOUNS = (
  'account address agreement alert allowance amendment answer approval article asset attachment audit backup badge ' +
  'balance banner batch billing board booking branch budget bundle calendar campaign card cart catalog category channel ' +
  'charge chart checkout claim comment commission company condition contact contract conversion coupon course credit ' +
  'currency customer dashboard deal delivery department deposit device digest discount dispute document domain draft ' +
  'employee entitlement entry estimate event expense exhibit facility favorite feature feedback field filter folder ' +
  'forecast form gateway goal grant group guest guide holiday identity inbox incident insight inspection ' +
  'installment integration interval inventory invitation invoice issue item journal journey keyword label language lead ' +
  'ledger lesson license limit link listing location locker machine mailbox manual margin market measure meeting member ' +
  'merchant message metric milestone module notice number objective offer opening operator option order organization ' +
  'outcome owner parcel page partner passport payment payout penalty period permission phase photo plan policy portal ' +
  'position preference price product profile program project promise proposal province quota quote rate receipt record ' +
  'refund region registration release reminder rental report request reservation resource response reward role room ' +
  'route rule salary sample schedule scope season seat section segment session setting share shift shipment shop signal ' +
  'site slot snapshot source sponsor stage statement station status step storage story subscription summary supplier ' +
  'survey tag target task tax team template tenant ticket timeline token topic total track trade training transfer trial ' +
  'unit update usage user value vendor venue version video visit volume voucher wallet warehouse warning webhook window'
).split(' ');

export const VERBS = (
  'add apply approve archive assign build calculate cancel check clear clone close collect compare compute confirm convert ' +
  'copy count create decline deliver derive detach detect download enable encode enqueue ensure estimate expand expire ' +
  'extract fetch filter finalize find flatten format generate group handle hydrate import index inspect issue join load ' +
  'lock map mark match measure merge migrate move normalize notify open order pack parse pause pick prepare process ' +
  'publish purge push query read rebuild reduce refresh register reject release remove rename render reorder replace ' +
  'reset resolve restore resume retry revoke save scan search select send settle sort split start stop store submit ' +
  'summarize sync toggle track transform trim update upload validate verify'
).split(' ');

export const ADJECTIVES = (
  'active annual archived available average billable blocked cached cancelled changed closed combined complete current ' +
  'daily default deleted disabled due editable eligible empty expired external failed final first fixed foreign former ' +
  'full global hidden inactive initial inner internal invalid known last late latest legal linked local main manual ' +
  'maximal minimal missing monthly nested new next old open optional original outer overdue paid partial pending ' +
  'personal planned primary private public queued recent related remote required safe scheduled selected shared single ' +
  'sorted stale total unpaid unused upcoming valid visible weekly'
).split(' ');

export const upper = (word) => word.charAt(0).toUpperCase() + word.slice(1);
export const pascal = (...words) => words.map(upper).join('');
export const camel = (first, ...rest) => first + pascal(...rest);
export const kebab = (...words) => words.join('-');
export const screaming = (...words) => words.join('_').toUpperCase();
