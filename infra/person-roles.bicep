@description('What the person who deploys may do with the data: set and read secrets, and read exports. Owning the subscription gives neither.')
param principalId string
param exportStorageName string
param exportContainer string
param vaultName string

var roles = {
  storageBlobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource onVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, roles.keyVaultSecretsOfficer)
  properties: {
    principalId: principalId
    principalType: 'User'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}

resource exportStorage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: exportStorageName

  resource blobService 'blobServices' existing = {
    name: 'default'

    resource exports 'containers' existing = {
      name: exportContainer
    }
  }
}

resource onExports 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: exportStorage::blobService::exports
  name: guid(exportStorage::blobService::exports.id, principalId, roles.storageBlobDataReader)
  properties: {
    principalId: principalId
    principalType: 'User'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataReader)
  }
}
