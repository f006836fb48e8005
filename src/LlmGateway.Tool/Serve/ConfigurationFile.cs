using LlmGateway.Core.Aws;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Serve;

/// <summary>Reads and checks the file behind <c>--config</c>: the document that the constructs write for a function (docs/serve.md).</summary>
internal static class ConfigurationFile
{
    /// <param name="file">Its path.</param>
    /// <param name="region">Where AWS is called; null: nobody said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServeException">It is not there, or is wrong: with all that is wrong.</exception>
    public static async Task<GatewayDocument> ReadAsync(string file, string? region, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ServeException($"{file} can't be read; --config names the JSON file that holds the models.", unreadable);
        }
        try
        {
            var document = GatewayDocumentLoader.Parse(text, file);
            List<string> mistakes = [.. Mistakes(document, region)];
            return mistakes.Count == 0 ? document
                : throw new ServeException($"{file} is wrong in {mistakes.Count} {(mistakes.Count == 1 ? "place" : "places")}: {string.Join(" ", mistakes)}");
        }
        catch (InvalidDataException wrong)
        {
            throw new ServeException(wrong.Message, wrong);
        }
    }

    private static IEnumerable<string> Mistakes(GatewayDocument document, string? region)
    {
        HashSet<string> aliases = new(StringComparer.Ordinal);
        foreach (var (model, index) in document.Models.Select((model, index) => (model, index)))
        {
            var place = $"models[{index}]";
            if (string.IsNullOrWhiteSpace(model.Alias)) yield return $"{place}.alias is empty.";
            else if (!aliases.Add(model.Alias)) yield return $"{place}.alias is '{model.Alias}', as another model's.";
            if (string.IsNullOrWhiteSpace(model.Model)) yield return $"{place}.model is empty; it is the name that the upstream knows.";
            if (model.Upstream is not (UpstreamKinds.OpenAi or UpstreamKinds.Anthropic or UpstreamKinds.Bedrock))
                yield return $"{place}.upstream is '{model.Upstream}'; it must be {UpstreamKinds.OpenAi}, {UpstreamKinds.Anthropic} or {UpstreamKinds.Bedrock}.";
            if (model.Upstream is UpstreamKinds.OpenAi or UpstreamKinds.Anthropic && !(Uri.TryCreate(model.Endpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"))
                yield return $"{place}.endpoint must be the server's base URL, such as http://127.0.0.1:11434/v1 or https://api.anthropic.com/v1.";
            if (model.Credential is { } credential && new[] { credential.SecretArn, credential.Parameter, credential.Variable }.Count(one => !string.IsNullOrEmpty(one)) != 1)
                yield return $"{place}.credential must have exactly one of secretArn, parameter and variable.";
            if (region is null && (model is { Upstream: UpstreamKinds.Bedrock, Region: null } || model.Credential is { SecretArn: not null } or { Parameter: not null }))
                yield return $"{place} is in AWS, and neither models[{index}].region nor AWS_REGION says where; set AWS_REGION.";
            if (model.Credential?.Variable is { Length: > 0 } name && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
                yield return $"{place}.credential.variable names {name}, which is not set.";
        }
        if (document.Cache is not null && region is null) yield return "cache is a table in AWS, and AWS_REGION does not say where; set it.";
    }
}
