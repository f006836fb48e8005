using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.KMS;

namespace LlmGateway.Constructs;

/// <summary>What AWS asks of resources that users bring, and would say only while deploying.</summary>
internal static class ResourceRules
{
    /// <summary>A certificate works in its own region alone.</summary>
    public static void CheckCertificate(Mistakes mistakes, string property, ICertificate? certificate, string region)
    {
        mistakes.Check(property, certificate is not null, "is null", "Give the domain's certificate");
        if (certificate is not null && RegionOf(certificate) is { } actual && !Token.IsUnresolved(region))
            mistakes.Check(property, actual == region, $"is in {actual}", $"Request it in {region}: certificates of another region can't be used there");
    }

    /// <summary>A key encrypts in its own region alone, and permissions name the key itself.</summary>
    public static void CheckKey(Mistakes mistakes, string property, IKey? key, Stack stack)
    {
        mistakes.Check(property, key is not IAlias, "is an alias, which permissions of IAM can't name", "Give the key itself: Key.FromKeyArn(…), or Key.FromLookup(…) with the alias");
        if (key is not null and not IAlias) CheckRegion(mistakes, property, key.KeyArn, stack, "Use a key of the stack's region, such as a replica of a multi-region key");
    }

    /// <summary>An ARN that is known has to be of the stack's region, where that is known.</summary>
    public static void CheckRegion(Mistakes mistakes, string property, string arn, Stack stack, string remedy)
    {
        if (Token.IsUnresolved(arn) || Token.IsUnresolved(stack.Region) || arn.Split(':').ElementAtOrDefault(3) is not { Length: > 0 } region || Token.IsUnresolved(region)) return;
        mistakes.Check(property, region == stack.Region, $"is in {region}, and the stack in {stack.Region}", remedy);
    }

    /// <summary>API Gateway, CloudFront and Cognito compare names byte by byte, in the form that DNS has.</summary>
    public static void CheckHost(Mistakes mistakes, string property, string? name, string example)
    {
        if (name is not null && Token.IsUnresolved(name)) return;
        var bare = name?.Replace("*.", "", StringComparison.Ordinal);
        if (bare is null || Uri.CheckHostName(bare) != UriHostNameType.Dns || !name!.Contains('.', StringComparison.Ordinal))
        {
            mistakes.Check(property, false, $"'{name}' is no domain name", $"Use one such as \"{example}\"");
            return;
        }
        var lower = name.ToLowerInvariant();
        var ascii = lower.All(char.IsAscii) ? lower : new IdnMapping().GetAscii(lower);
        mistakes.Check(property, ascii == name, $"is '{name}', which AWS takes only as DNS has it", $"Use \"{ascii}\"");
    }

    /// <returns>Null: nobody knows before the deployment.</returns>
    private static string? RegionOf(ICertificate certificate)
    {
        if (!Token.IsUnresolved(certificate.CertificateArn)) return certificate.CertificateArn.Split(':').ElementAtOrDefault(3);
        return certificate is Certificate made && !Token.IsUnresolved(made.Stack.Region) ? made.Stack.Region : null;
    }
}
