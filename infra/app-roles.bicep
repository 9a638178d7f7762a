@description('What the function app may do, each on the narrowest scope that Azure has for it.')
param principalId string
param hostStorageName string
param exportStorageName string
param exportContainer string
param stateContainer string
param vaultName string
@description('The secrets that the app reads, and the one that it also writes, by name.')
param namesToRead string[]
param nameToWrite string
param applicationInsightsName string

var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

// What the host needs of its own storage, all of the account as Microsoft documents it: nothing else lies there.
var hostRoles = [
  roles.storageBlobDataOwner
  roles.storageQueueDataContributor
  roles.storageTableDataContributor
]

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: hostStorageName
}

resource onHostStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in hostRoles: {
    scope: hostStorage
    name: guid(hostStorage.id, principalId, role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource exportStorage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: exportStorageName

  resource blobService 'blobServices' existing = {
    name: 'default'

    resource exports 'containers' existing = {
      name: exportContainer
    }

    resource state 'containers' existing = {
      name: stateContainer
    }
  }
}

resource onExports 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: exportStorage::blobService::exports
  name: guid(exportStorage::blobService::exports.id, principalId, roles.storageBlobDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

resource onState 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: exportStorage::blobService::state
  name: guid(exportStorage::blobService::state.id, principalId, roles.storageBlobDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource readSecrets 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = [
  for secretName in namesToRead: {
    parent: vault
    name: secretName
  }
]

resource onReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (secretName, index) in namesToRead: {
    scope: readSecrets[index]
    name: guid(vault.id, secretName, principalId, roles.keyVaultSecretsUser)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
    }
  }
]

resource writtenSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  parent: vault
  name: nameToWrite
}

// Azure has no role that writes a secret and does not also delete it.
resource onWrittenSecret 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: writtenSecret
  name: guid(writtenSecret.id, principalId, roles.keyVaultSecretsOfficer)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource onApplicationInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: applicationInsights
  name: guid(applicationInsights.id, principalId, roles.monitoringMetricsPublisher)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
  }
}
