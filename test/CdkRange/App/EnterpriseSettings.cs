namespace CdkRange;

/// <summary>The settings under which EnterpriseChat makes different stacks.</summary>
internal static class EnterpriseSettings
{
    private const string Page = "UI_DOMAIN_NAME=chat.example.com\nUI_CERT_ARN=arn:aws:acm:us-east-1:111122223333:certificate/abc";

    public static IReadOnlyDictionary<string, string[]> All { get; } = new Dictionary<string, string>
    {
        ["RestIam"] = "API_GATEWAY_TYPE=rest\nAPI_GATEWAY_USE_IAM_AUTH=true",
        ["RestPool"] = "API_GATEWAY_TYPE=rest\nCOGNITO_DOMAIN_PREFIX=company-chat\n" + Page,
        ["SocketKey"] = "API_GATEWAY_TYPE=websocket\nAPI_GATEWAY_USE_API_KEY=true",
        ["Saml"] = "API_GATEWAY_TYPE=websocket\nMETADATA_URL_COPIED_FROM_AZURE_AD=https://login.microsoftonline.com/x/federationmetadata.xml\n" + Page,
        ["GitHub"] = "API_GATEWAY_TYPE=rest\nGIT_HUB_CLIENT_ID=abc\nGIT_HUB_CLIENT_SECRET=s\nGIT_HUB_ALLOW=org:example\n" + Page,
    }.ToDictionary(pair => pair.Key, pair => pair.Value.Split('\n'));
}
