using System.Text;
using System.Xml;
using System.Xml.Linq;
using LlmGateway.Core.Aws;

namespace LlmGateway.Tool.Doctor;

/// <summary>Whether there are AWS credentials, and whose they are.</summary>
internal static class AccountCheck
{
    public const string Name = "credentials";

    private const string Remedy = "Run aws configure or aws sso login, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), or AWS_PROFILE";

    /// <param name="aws">Where to ask.</param>
    /// <param name="needed">Something else that is checked needs them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Finding> RunAsync(AwsServices aws, bool needed, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await aws.SecurityTokens().PostAsync("/", "Action=GetCallerIdentity&Version=2011-06-15"u8.ToArray(), "application/x-www-form-urlencoded", null, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            if (Find(answer, "Arn") is { } arn && response.IsSuccessStatusCode) return Finding.Ok(Name, arn);
            return Finding.Failed(Name, $"AWS refuses them: {Find(answer, "Message") ?? response.StatusCode.ToString()}", Remedy);
        }
        catch (Amazon.Runtime.AmazonClientException)
        {
            return needed ? Finding.Failed(Name, "there are none", Remedy) : Finding.Skipped(Name, "there are none, and what is checked needs none");
        }
        catch (HttpRequestException unreachable)
        {
            return Finding.Failed(Name, $"AWS can't be reached: {unreachable.Message}", "Check the network, a proxy (HTTPS_PROXY) and the region's name");
        }
    }

    private static string? Find(string xml, string name)
    {
        try
        {
            return XDocument.Load(new MemoryStream(Encoding.UTF8.GetBytes(xml))).Descendants().FirstOrDefault(node => node.Name.LocalName == name)?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
