using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>The route of a <see cref="VpcPassThrough"/>.</summary>
internal static class VpcPassThroughRoute
{
    public const string Path = "upstream";
    private const string LinkId = "VpcLink";

    public static VpcLink Add(LlmRestGateway gateway, LlmRestGatewayProps props, VpcPassThrough passThrough)
    {
        var guard = props.Authorization.MethodOptions(gateway);
        var link = new VpcLink(gateway, LinkId, new VpcLinkProps { Targets = [passThrough.LoadBalancer], Description = ResourceText.Describe($"From {gateway.Node.Path} to its private server") });
        var method = gateway.Api.Root.ResourceForPath($"/{Path}/{{proxy+}}").AddMethod("ANY", new Integration(new IntegrationProps
        {
            Type = IntegrationType.HTTP_PROXY,
            IntegrationHttpMethod = "ANY",
            Uri = $"{passThrough.Authority}/{{proxy}}",
            Options = new IntegrationOptions
            {
                ConnectionType = ConnectionType.VPC_LINK,
                VpcLink = link,
                RequestParameters = new Dictionary<string, string> { ["integration.request.path.proxy"] = "method.request.path.proxy" },
            },
        }), new MethodOptions
        {
            AuthorizationType = guard.AuthorizationType,
            ApiKeyRequired = guard.ApiKeyRequired,
            Authorizer = guard.Authorizer,
            RequestParameters = new Dictionary<string, bool> { ["method.request.path.proxy"] = true },
        });
        Routes.Stream(method, uri: null);
        Suppressions.On(method, props.Authorization.Suppressed);
        if (props.Access.Count > 0)
        {
            Annotations.Of(gateway).Warn(Diagnostics.PassThroughAccess,
                $"Access rules don't reach /{Path}: whoever may call the gateway may use everything behind Api.PassThrough. Leave the rules or the pass-through out, or acknowledge this.");
        }
        return link;
    }
}
