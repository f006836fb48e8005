using Amazon.CDK.AWS.APIGateway;

namespace LlmGateway.Constructs;

/// <summary>SigV4, checked by API Gateway.</summary>
internal sealed class IamAuthorization : GatewayAuthorization
{
    internal override MethodOptions MethodOptions(LlmRestGateway gateway) => new() { AuthorizationType = AuthorizationType.IAM };

    internal override IReadOnlyList<Suppressions.Finding> Suppressed => Suppressions.IamAuthorizes;

    internal override ConnectAuthorization OnConnect { get; } = new("AWS_IAM", ApiKeyRequired: false);

    internal override void Attach(LlmRestGateway gateway)
    {
    }

    internal override void Attach(LlmWebSocketGateway gateway)
    {
    }
}
