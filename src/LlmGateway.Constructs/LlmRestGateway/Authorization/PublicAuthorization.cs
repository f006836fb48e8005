using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;

namespace LlmGateway.Constructs;

/// <summary>None, by name.</summary>
internal sealed class PublicAuthorization : GatewayAuthorization
{
    internal override MethodOptions MethodOptions(LlmRestGateway gateway) => new() { AuthorizationType = AuthorizationType.NONE };

    internal override void Attach(LlmRestGateway gateway) => Annotations.Of(gateway).AddWarningV2(Diagnostics.Public,
        "Anyone who reaches this gateway may use its models at your cost. Use GatewayAuthorization.Iam or ApiKey, or acknowledge this warning where a private endpoint, a resource policy or a web ACL admits only few.");
}
