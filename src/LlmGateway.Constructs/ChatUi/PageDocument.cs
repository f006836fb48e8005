using System.Text.Json.Serialization;

namespace LlmGateway.Constructs;

/// <summary>What the page reads at its start as <c>/config.json</c>; src/chat-ui/CONFIG.md says what each member does.</summary>
internal sealed record PageDocument
{
    /// <summary>Of the form of this document.</summary>
    public int Version { get; init; } = 1;

    public required string Title { get; init; }
    public string? Logo { get; init; }
    public required PageColors Colors { get; init; }
    public required IReadOnlyList<ChatPrompt> Prompts { get; init; }
    public string? Footer { get; init; }
    public string? WebSocketUrl { get; init; }
    public string? RestUrl { get; init; }
    public required PageAuth Auth { get; init; }
    public required PageDefaults Defaults { get; init; }
    public required PageFeatures Features { get; init; }
}

internal sealed record PageColors(string? Accent, string? AccentDark);

internal sealed record PageDefaults(string? Model, double? Temperature, int? MaxTokens);

internal sealed record PageFeatures(bool History, bool Attachments, bool Scope);

/// <summary>How the page proves who uses it.</summary>
internal sealed record PageAuth
{
    public required string Type { get; init; }
    public string? Domain { get; init; }
    public string? ClientId { get; init; }
    public string? Issuer { get; init; }

    /// <summary><c>access</c> or <c>id</c>: which of Cognito's tokens the gateway takes.</summary>
    public string? Token { get; init; }

    public string? TokenUrl { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(PromptJson)])]
[JsonSerializable(typeof(PageDocument))]
internal sealed partial class PageDocumentJson : JsonSerializerContext;
