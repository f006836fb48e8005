using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using LlmGateway.Core.Aws;

namespace LlmGateway.Tool.SignIn;

/// <summary>What a stack's outputs say of its gateways and its user pool.</summary>
/// <param name="Pool">By what ids look like.</param>
/// <param name="Client">By a name that ends in <c>ToolClientId</c>.</param>
/// <param name="Domain">By a name that ends in <c>UserPoolDomain</c>.</param>
internal sealed partial record StackOutputs(string? Pool, string? Client, string? Domain)
{
    public static StackOutputs None { get; } = new(null, null, null);

    /// <summary>REST gateways: by a name that is <c>Url</c> or ends in <c>RestUrl</c>, else by what API Gateway's addresses look like.</summary>
    public IReadOnlyList<Uri> Rest { get; init; } = [];

    /// <summary>WebSocket gateways, by their scheme.</summary>
    public IReadOnlyList<Uri> Sockets { get; init; } = [];

    /// <exception cref="SignInToolException">It can't be read, or names several pools.</exception>
    public static async Task<StackOutputs> OfFileAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            return Read(document.RootElement.EnumerateObject().SelectMany(stack => stack.Value.EnumerateObject()).Select(output => (output.Name, output.Value.ToString())), file);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FileNotFoundException)
        {
            throw new SignInToolException($"{file} is no file of cdk deploy --outputs-file: {broken.Message}");
        }
    }

    /// <exception cref="SignInToolException">CloudFormation does not know the stack.</exception>
    public static async Task<StackOutputs> OfStackAsync(AwsServices aws, string stack, CancellationToken cancellationToken)
    {
        XNamespace xml = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
        var form = $"Action=DescribeStacks&Version=2010-05-15&StackName={Uri.EscapeDataString(stack)}";
        using var response = await aws.CloudFormation().PostAsync("/", Encoding.ASCII.GetBytes(form), "application/x-www-form-urlencoded", null, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            var document = XDocument.Parse(text);
            if (!response.IsSuccessStatusCode) throw new SignInToolException($"CloudFormation does not describe the stack {stack}: {document.Descendants().FirstOrDefault(node => node.Name.LocalName == "Message")?.Value}");
            return Read(document.Descendants(xml + "OutputKey").Select(key => (key.Value, key.Parent!.Element(xml + "OutputValue")?.Value ?? "")), stack);
        }
        catch (XmlException)
        {
            throw new SignInToolException($"CloudFormation answered {(int)response.StatusCode} for the stack {stack}.");
        }
    }

    private static StackOutputs Read(IEnumerable<(string Name, string Value)> outputs, string where)
    {
        var all = outputs.ToList();
        var pools = all.Select(output => output.Value).Where(value => PoolId().IsMatch(value)).Distinct().ToList();
        if (pools.Count > 1) throw new SignInToolException($"{where} names several user pools: {string.Join(", ", pools)}. Choose one with --pool.");
        var named = Urls(output => output.Name is "Url" || output.Name.EndsWith("RestUrl", StringComparison.Ordinal), "https", "http");
        return new StackOutputs(pools.FirstOrDefault(), Named("ToolClientId"), Named("UserPoolDomain"))
        {
            Rest = named.Count > 0 ? named : Urls(output => ApiUrl().IsMatch(output.Value), "https"),
            Sockets = Urls(_ => true, "wss", "ws"),
        };

        List<Uri> Urls(Func<(string Name, string Value), bool> wanted, params string[] schemes) =>
            [.. all.Where(wanted).Select(output => Uri.TryCreate(output.Value, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) ? url : null).OfType<Uri>().Distinct()];

        string? Named(string end) => all.Find(output => output.Name.EndsWith(end, StringComparison.Ordinal)).Value;
    }

    [GeneratedRegex(@"^[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]+$")]
    private static partial Regex PoolId();

    /// <summary>An API and its stage, and nothing behind it.</summary>
    [GeneratedRegex(@"^https://[a-z0-9]+\.execute-api\.[^/]+/[^/]+/?$")]
    private static partial Regex ApiUrl();
}
