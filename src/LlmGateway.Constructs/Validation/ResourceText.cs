using Amazon.CDK;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>Names and descriptions of resources, made from paths of constructs, which may be longer than AWS takes, and in any script.</summary>
internal static class ResourceText
{
    /// <summary>Lambda and CloudFormation's shortest limit of a description.</summary>
    private const int LongestDescription = 256;

    /// <summary>API Gateway's limit of a WebSocket API's name; REST APIs take more, and one rule is enough.</summary>
    private const int LongestName = 128;

    /// <summary>A description that fits everywhere.</summary>
    public static string Describe(string text) => Fit(text, LongestDescription);

    /// <summary>A name of an API or an authorizer.</summary>
    public static string Name(IConstruct construct) => Fit(construct.Node.Path.Replace('/', '-'), LongestName);

    /// <summary>Printable ASCII alone, which IAM, Lambda, API Gateway and CloudFront all take, and no more than <paramref name="longest"/> characters.</summary>
    public static string Fit(string text, int longest)
    {
        if (Token.IsUnresolved(text)) return text;
        var plain = string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '_'));
        return plain.Length <= longest ? plain : plain[..(longest - 3)] + "...";
    }
}
