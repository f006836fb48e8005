using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.Route53;

namespace LlmGateway.Constructs;

/// <summary>A domain of your own for a gateway.</summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html">custom domains</see>. TLS 1.2 at least.</remarks>
public sealed record GatewayDomain
{
    /// <summary>Such as <c>llm.example.com</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The domain's certificate, in the stack's region.</summary>
    public required ICertificate Certificate { get; init; }

    /// <summary>Where below the domain the gateway is: <c>llm</c> makes it <c>https://NAME/llm/v1/…</c>. Default: at the root.</summary>
    public string? BasePath { get; init; }

    /// <summary>The Route 53 zone in which to point the name at the gateway. Default: none; point it yourself at <see cref="LlmRestGateway.Domain"/>.</summary>
    public IHostedZone? HostedZone { get; init; }

    /// <param name="mistakes">Where to note what is wrong.</param>
    /// <param name="property">That holds this.</param>
    /// <param name="region">The stack's.</param>
    internal void Validate(Mistakes mistakes, string property, string region)
    {
        ResourceRules.CheckHost(mistakes, $"{property}.{nameof(Name)}", Name, "llm.example.com");
        ResourceRules.CheckCertificate(mistakes, $"{property}.{nameof(Certificate)}", Certificate, region);
        mistakes.Check($"{property}.{nameof(BasePath)}", BasePath is null || Token.IsUnresolved(BasePath) || BasePath.Length > 0 && !BasePath.StartsWith('/') && !BasePath.EndsWith('/'),
            $"is '{BasePath}'", "Use a path without slashes around it, such as \"llm\"");
    }
}
