using System.Text.RegularExpressions;
using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.Route53;

namespace LlmGateway.Constructs;

/// <summary>Where people sign in.</summary>
public sealed partial record SignInDomain
{
    /// <summary>Words that Cognito refuses in a prefix.</summary>
    private static readonly string[] Kept = ["amazon", "aws", "cognito"];

    private SignInDomain()
    {
    }

    internal string? PrefixText { get; private init; }
    internal string? Name { get; private init; }
    internal ICertificate? Certificate { get; private init; }
    internal IHostedZone? HostedZone { get; private init; }

    /// <summary>Below Cognito's own domain: <c>https://PREFIX.auth.REGION.amazoncognito.com</c>.</summary>
    /// <param name="prefix">1 to 63 lower-case letters, digits and hyphens; no other pool of the region may have it.</param>
    public static SignInDomain Prefix(string prefix) => new() { PrefixText = prefix };

    /// <summary>A domain of your own. Its parent has to exist in DNS before; see docs/certificates.md.</summary>
    /// <param name="name">Such as <c>login.example.com</c>.</param>
    /// <param name="certificate">The domain's certificate, in us-east-1 whatever the stack's region is.</param>
    /// <param name="hostedZone">The Route 53 zone in which to point the name at Cognito. Default: none; point it yourself.</param>
    public static SignInDomain Custom(string name, ICertificate certificate, IHostedZone? hostedZone = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new SignInDomain { Name = name, Certificate = certificate, HostedZone = hostedZone };
    }

    internal void Validate(Mistakes mistakes, string property, Stack stack)
    {
        if (PrefixText is { } prefix && !Token.IsUnresolved(prefix))
        {
            mistakes.Check(property, PrefixPattern().IsMatch(prefix), $"has the prefix '{prefix}'", "Use 1 to 63 lower-case letters, digits and hyphens, with no hyphen at the ends");
            // Cognito refuses them while deploying.
            foreach (var word in Kept.Where(word => prefix.Contains(word, StringComparison.OrdinalIgnoreCase)))
                mistakes.Check(property, false, $"has '{word}' in its prefix, which Cognito keeps for itself", "Use another prefix");
        }
        if (Name is not { } name) return;
        ResourceRules.CheckHost(mistakes, property, name, "login.example.com");
        ResourceRules.CheckCertificate(mistakes, property, Certificate, CertificateRegionOf(stack));
        // DNS allows no CNAME beside the records that every zone has at its own name.
        mistakes.Check(property, HostedZone is null || Token.IsUnresolved(name) || Token.IsUnresolved(HostedZone.ZoneName) || !string.Equals(HostedZone.ZoneName.TrimEnd('.'), name, StringComparison.OrdinalIgnoreCase),
            $"'{name}' is the hosted zone's own name, where no CNAME can stand", $"Use a name below it, such as \"login.{name}\"");
    }

    /// <summary>Cognito serves domains by CloudFront, whose certificates are in one region; GovCloud has no CloudFront, and keeps them at home.</summary>
    private static string CertificateRegionOf(Stack stack) => stack.Region.StartsWith("us-gov-", StringComparison.Ordinal) ? stack.Region : "us-east-1";

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex PrefixPattern();
}
