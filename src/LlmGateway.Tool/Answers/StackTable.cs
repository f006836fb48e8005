using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using LlmGateway.Core.Aws;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Answers;

/// <summary>Finds a deployed gateway, and its cache: its functions are asked what they were told.</summary>
internal sealed class StackTable(AwsServices aws)
{
    private static readonly XNamespace Xml = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

    /// <exception cref="AnswersException">The stack has no gateway with a cache, or several.</exception>
    public async Task<CacheDocument> FindAsync(string stack, CancellationToken cancellationToken)
    {
        var found = (await DocumentsAsync(stack, cancellationToken)).Select(document => document.Cache).OfType<CacheDocument>().DistinctBy(cache => cache.Table).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new AnswersException($"The stack {stack} has no gateway with a cache of answers."),
            _ => throw new AnswersException($"The stack {stack} has several caches: {string.Join(", ", found.Select(cache => cache.Table))}. Name one with --table."),
        };
    }

    /// <summary>What each function of a stack's gateways was told; gateways of several functions come several times.</summary>
    /// <exception cref="AnswersException">CloudFormation does not know the stack.</exception>
    public async Task<IReadOnlyList<GatewayDocument>> DocumentsAsync(string stack, CancellationToken cancellationToken)
    {
        List<GatewayDocument> found = [];
        foreach (var function in await FunctionsOfAsync(stack, cancellationToken))
            if (await DocumentOfAsync(function, cancellationToken) is { } document) found.Add(document);
        return found;
    }

    private async Task<List<string>> FunctionsOfAsync(string stack, CancellationToken cancellationToken)
    {
        List<string> functions = [];
        string? next = null;
        do
        {
            var form = $"Action=ListStackResources&Version=2010-05-15&StackName={Uri.EscapeDataString(stack)}{(next is null ? "" : $"&NextToken={Uri.EscapeDataString(next)}")}";
            using var response = await aws.CloudFormation().PostAsync("/", Encoding.ASCII.GetBytes(form), "application/x-www-form-urlencoded", null, cancellationToken);
            var document = await ReadAsync(response, cancellationToken);
            if (!response.IsSuccessStatusCode) throw new AnswersException($"CloudFormation does not list the stack {stack}: {document.Descendants().FirstOrDefault(node => node.Name.LocalName == "Message")?.Value ?? response.StatusCode.ToString()}.");
            functions.AddRange(document.Descendants(Xml + "member")
                .Where(member => member.Element(Xml + "ResourceType")?.Value == "AWS::Lambda::Function")
                .Select(member => member.Element(Xml + "PhysicalResourceId")?.Value).OfType<string>());
            next = document.Descendants(Xml + "NextToken").FirstOrDefault()?.Value;
        }
        while (next is not null);
        return functions;
    }

    private async Task<GatewayDocument?> DocumentOfAsync(string function, CancellationToken cancellationToken)
    {
        using var response = await aws.Lambda().GetAsync($"/2015-03-31/functions/{Uri.EscapeDataString(function)}/configuration", cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw await AwsServiceException.ReadAsync(response, stream, cancellationToken);
        using var configuration = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        var variables = configuration.RootElement.TryGetProperty("Environment", out var environment) && environment.TryGetProperty("Variables", out var all) ? all : default;
        string? Variable(string name) => variables.ValueKind == JsonValueKind.Object && variables.TryGetProperty(name, out var value) ? value.GetString() : null;
        // A function that is no gateway's has neither.
        if ((Variable(HandlerContract.Variables.Config) ?? Variable(HandlerContract.Variables.ConfigParameters)) is null) return null;
        return await GatewayDocumentLoader.LoadAsync(aws, Variable, cancellationToken);
    }

    private static async Task<XDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            return await XDocument.LoadAsync(stream, LoadOptions.None, cancellationToken);
        }
        catch (XmlException)
        {
            return new XDocument();
        }
    }
}
