using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;

namespace LlmGateway.Core.Knowledge.KnowledgeBases;

/// <summary>Passages of a knowledge base of Bedrock: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_Retrieve.html.</summary>
internal sealed class KnowledgeBasePassages(AwsHttp http, KnowledgeBaseSourceDocument settings) : IPassageFinder
{
    /// <summary>What Bedrock takes of a question.</summary>
    private const int MostCharacters = 1000;

    public bool IsScoped => settings.ScopeField is not null;

    public async Task<IReadOnlyList<Passage>> FindAsync(KnowledgeQuestion question, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options)) Write(json, question);
        using var response = await http.PostAsync($"/knowledgebases/{Uri.EscapeDataString(settings.Id)}/retrieve", body.WrittenMemory, "application/json", target: null, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw await AwsServiceException.ReadAsync(response, stream, cancellationToken);
        using var answer = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        return [.. answer.RootElement.GetProperty("retrievalResults").EnumerateArray().Select(ToPassage).OfType<Passage>()];
    }

    private void Write(Utf8JsonWriter json, KnowledgeQuestion question)
    {
        var text = question.Text.Length <= MostCharacters ? question.Text : question.Text[..(char.IsHighSurrogate(question.Text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)];
        json.WriteStartObject();
        json.WriteStartObject("retrievalQuery");
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteStartObject("retrievalConfiguration");
        json.WriteStartObject("vectorSearchConfiguration");
        json.WriteNumber("numberOfResults", question.Limit);
        if (settings.ScopeField is { } field)
        {
            json.WriteStartObject("filter");
            json.WriteStartObject("equals");
            json.WriteString("key", field);
            json.WriteString("value", question.Scope);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private Passage? ToPassage(JsonElement result)
    {
        // Images, sounds and rows of tables have other members.
        if (!result.TryGetProperty("content", out var content) || Text(content, "text") is not { Length: > 0 } text) return null;
        var metadata = result.TryGetProperty("metadata", out var members) ? members : default;
        return new Passage(text)
        {
            Title = Text(metadata, "title"),
            Uri = result.TryGetProperty("location", out var location) ? UriOf(location) : null,
            Scope = settings.ScopeField is { } field ? Text(metadata, field) : null,
        };
    }

    /// <summary>Each kind of store has a member of its own, with a <c>uri</c> or a <c>url</c>.</summary>
    private static string? UriOf(JsonElement location) => location.ValueKind != JsonValueKind.Object ? null :
        location.EnumerateObject().Select(member => Text(member.Value, "uri") ?? Text(member.Value, "url")).FirstOrDefault(uri => uri is not null);

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
