using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Apigatewayv2;
using Constructs;
using IApiKey = Amazon.CDK.AWS.APIGateway.IApiKey;

namespace LlmGateway.Constructs;

/// <summary>Who calls, and an API key beside it.</summary>
internal sealed class CombinedAuthorization(GatewayAuthorization who, ApiKeyAuthorization keys) : GatewayAuthorization
{
    internal override bool CallersSign => who.CallersSign;

    internal override CognitoAuth? SignIn => who.SignIn;

    internal override IReadOnlyList<string> KeyNames => keys.KeyNames;

    internal override IReadOnlyList<Suppressions.Finding> Suppressed => who.Suppressed;

    internal override void Validate(Mistakes mistakes, string property)
    {
        who.Validate(mistakes, property);
        keys.Validate(mistakes, property);
    }

    internal override MethodOptions MethodOptions(LlmRestGateway gateway)
    {
        var options = (MethodOptions)who.MethodOptions(gateway);
        options.ApiKeyRequired = true;
        return options;
    }

    internal override ConnectAuthorization OnConnect(LlmWebSocketGateway gateway, WebSocketApi api) => who.OnConnect(gateway, api) with { ApiKeyRequired = true };

    internal override IReadOnlyDictionary<string, IApiKey> MakeKeys(Construct gateway) => keys.MakeKeys(gateway);

    internal override void Attach(LlmRestGateway gateway)
    {
        who.Attach(gateway);
        keys.Attach(gateway);
    }

    internal override void Attach(LlmWebSocketGateway gateway)
    {
        who.Attach(gateway);
        keys.Attach(gateway);
    }
}
