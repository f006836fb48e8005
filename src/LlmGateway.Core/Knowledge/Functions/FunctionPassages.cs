using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;

namespace LlmGateway.Core.Knowledge.Functions;

/// <summary>
/// Passages of anything that a Lambda function can reach. It is sent <c>{"question","scope","limit"}</c> and answers
/// <c>{"passages":[{"text","title","uri","scope"}]}</c>, of which all but the text may be missing.
/// </summary>
internal sealed class FunctionPassages(AwsHttp lambda, FunctionSourceDocument settings) : IPassageFinder
{
    public bool IsScoped => settings.Unscoped is not true;

    public async Task<IReadOnlyList<Passage>> FindAsync(KnowledgeQuestion question, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString("question", question.Text);
            if (question.Scope is not null) json.WriteString("scope", question.Scope);
            json.WriteNumber("limit", question.Limit);
            json.WriteEndObject();
        }
        using var response = await lambda.PostAsync($"/2015-03-31/functions/{Uri.EscapeDataString(settings.Arn)}/invocations", body.WrittenMemory, "application/json", target: null, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw await AwsServiceException.ReadAsync(response, stream, cancellationToken);
        if (response.Headers.TryGetValues("x-amz-function-error", out var errors)) throw new InvalidDataException($"The function failed ({errors.First()}): {await TextOf(stream, cancellationToken)}");
        using var answer = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        if (answer.RootElement.ValueKind != JsonValueKind.Object || !answer.RootElement.TryGetProperty("passages", out var passages) || passages.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException("The function's answer has no list 'passages'.");
        return [.. passages.EnumerateArray().Select(passage => ToPassage(passage, question.Scope)).OfType<Passage>()];
    }

    private static Passage? ToPassage(JsonElement passage, string? scope) => Text(passage, "text") is { Length: > 0 } text
        // A function that says nothing of the scope was told it, and vouches for what it gives.
        ? new Passage(text) { Title = Text(passage, "title"), Uri = Text(passage, "uri"), Scope = Text(passage, "scope") ?? scope } : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static async Task<string> TextOf(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
