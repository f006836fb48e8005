using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Apigatewayv2;

namespace LlmGateway.Constructs;

/// <summary>SigV4, checked by API Gateway.</summary>
internal sealed class IamAuthorization : GatewayAuthorization
{
    internal override bool CallersSign => true;

    internal override MethodOptions MethodOptions(LlmRestGateway gateway) => new() { AuthorizationType = AuthorizationType.IAM };

    internal override IReadOnlyList<Suppressions.Finding> Suppressed => Suppressions.IamAuthorizes;

    internal override ConnectAuthorization OnConnect(LlmWebSocketGateway gateway, WebSocketApi api) => new("AWS_IAM", ApiKeyRequired: false);

    internal override void Attach(LlmRestGateway gateway)
    {
    }

    internal override void Attach(LlmWebSocketGateway gateway)
    {
    }
}
