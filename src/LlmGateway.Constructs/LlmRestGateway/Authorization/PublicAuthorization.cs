using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Apigatewayv2;
using Constructs;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>None, by name.</summary>
internal sealed class PublicAuthorization : GatewayAuthorization
{
    internal override MethodOptions MethodOptions(LlmRestGateway gateway) => new() { AuthorizationType = AuthorizationType.NONE };

    internal override ConnectAuthorization OnConnect(LlmWebSocketGateway gateway, WebSocketApi api) => new("NONE", ApiKeyRequired: false);

    internal override void Attach(LlmRestGateway gateway) => Warn(gateway);

    internal override void Attach(LlmWebSocketGateway gateway) => Warn(gateway);

    private static void Warn(Construct gateway) => Annotations.Of(gateway).Warn(Diagnostics.Public,
        "Anyone who reaches this gateway may use its models at your cost. Use GatewayAuthorization.Iam, Cognito or ApiKey, or acknowledge this warning where a private endpoint, a resource policy or a web ACL admits only few.");
}
