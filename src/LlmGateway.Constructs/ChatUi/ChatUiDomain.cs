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
        ResourceRules.CheckHost(mistakes, $"{property}.{nameof(Name)}", Name, "chat.example.com");
        ResourceRules.CheckCertificate(mistakes, $"{property}.{nameof(Certificate)}", Certificate, region);
    }
}
