@description('Three rules that ask the logs: a failed run, no good backup for too long, a consent that ends.')
param token string
param location string
param tags object
param applicationInsightsName string
param email string
param deployedAt string

// An invocation is logged when it ends, under the time when it began: the window must be longer than the longest run.
var failedRun = '''
requests
| where name in ('exportLibrary', 'exportPlaylists', 'continueExport') and tobool(success) == false
'''

// Azure looks back two days at most. The daily check looks back in the archive itself, and says so in the logs while the
// last good backup of a kind is older than eight days. Logs that say nothing, since the app is dead, are the other reason.
var noBackup = replace('''
union
  (requests
    | where timestamp > ago(36h) and name == 'checkBackups' and tobool(success)
    | summarize checks = count()
    | where checks == 0 and now() > datetime(DEPLOYED_AT) + 36h
    | project reason = 'the daily check has not run'),
  (traces
    | where timestamp > ago(26h) and message has 'backup overdue'
    | extend line = parse_json(message)
    | where tostring(line.message) == 'backup overdue'
    | summarize by reason = strcat('no good backup of kind ', tostring(line.kind), ' in 8 days'))
''', 'DEPLOYED_AT', deployedAt)

var consentEnds = '''
traces
| where timestamp > ago(26h) and message has 'consent'
| extend line = parse_json(message)
| where tostring(line.message) == 'consent ended' or (tostring(line.message) == 'consent ends soon' and toint(line.daysLeft) <= 30)
'''

var rules = [
  {
    name: 'export-failed'
    displayName: 'Spotify Exporter: an export failed'
    description: 'A run of exportLibrary, exportPlaylists or continueExport has failed. Its log says what to do.'
    severity: 1
    query: failedRun
    frequency: 'PT15M'
    window: 'PT2H'
  }
  {
    name: 'no-backup'
    displayName: 'Spotify Exporter: no good backup in 8 days'
    description: 'The last good backup of a kind is older than 8 days, or the daily check has not run and nobody knows.'
    severity: 1
    query: noBackup
    frequency: 'PT6H'
    window: 'P2D'
  }
  {
    name: 'consent-ends'
    displayName: 'Spotify Exporter: the consent ends'
    description: 'The consent at Spotify ends within 30 days, or has ended. Open /api/connect to renew it.'
    severity: 2
    query: consentEnds
    frequency: 'PT6H'
    window: 'P2D'
  }
]

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'spotify-exp'
    emailReceivers: [
      {
        name: 'owner'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.displayName
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [applicationInsights.id]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      // Told once, and told again only after all was well.
      autoMitigate: true
      // The tables come into being with the first log, which is after the deployment.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(email) ? [] : [people.id] }
    }
  }
]
