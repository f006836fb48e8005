using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.Route53;

namespace LlmGateway.Constructs;

/// <summary>A domain of your own for a page.</summary>
public sealed record ChatUiDomain
{
    /// <summary>Such as <c>chat.example.com</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The domain's certificate: with CloudFront in us-east-1, whatever the stack's region is; with a load balancer in the stack's own. See docs/certificates.md.</summary>
    public required ICertificate Certificate { get; init; }

    /// <summary>The Route 53 zone in which to point the name at the page. Default: none; point it yourself.</summary>
    public IHostedZone? HostedZone { get; init; }

    /// <param name="mistakes">Where to note what is wrong.</param>
    /// <param name="property">That holds this.</param>
    /// <param name="region">Where the certificate has to be.</param>
    internal void Validate(Mistakes mistakes, string property, string region)
    {
        mistakes.Check($"{property}.{nameof(Name)}", Name is not null && (Token.IsUnresolved(Name) || Uri.CheckHostName(Name) == UriHostNameType.Dns), $"'{Name}' is no domain name", "Use one such as \"chat.example.com\"");
        mistakes.Check($"{property}.{nameof(Certificate)}", Certificate is not null, "is null", "Give the domain's certificate");
        if (Certificate is not null && RegionOf(Certificate) is { } actual && !Token.IsUnresolved(region))
            mistakes.Check($"{property}.{nameof(Certificate)}", actual == region, $"is in {actual}", $"Request it in {region}: certificates of another region can't be used there");
    }

    /// <returns>Null: nobody knows before the deployment.</returns>
    private static string? RegionOf(ICertificate certificate)
    {
        if (!Token.IsUnresolved(certificate.CertificateArn)) return certificate.CertificateArn.Split(':').ElementAtOrDefault(3);
        return certificate is Certificate made && !Token.IsUnresolved(made.Stack.Region) ? made.Stack.Region : null;
    }
}
