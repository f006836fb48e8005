namespace LlmGateway.Core.Conversation;

/// <summary>A piece of a message.</summary>
public abstract record ContentPart;

/// <summary>Text.</summary>
public sealed record TextPart(string Text) : ContentPart;

/// <summary>An image.</summary>
/// <param name="MediaType">For example <c>image/png</c>, without parameters, <c>image/jpg</c> already corrected to <c>image/jpeg</c>.</param>
/// <param name="Data">The image's bytes.</param>
public sealed record ImagePart(string MediaType, ReadOnlyMemory<byte> Data) : ContentPart;

/// <summary>A tool call that the model made in an earlier turn.</summary>
/// <param name="Id">The id as the caller knows it.</param>
/// <param name="Name">The tool.</param>
/// <param name="ArgumentsJson">A JSON object; an empty string was already made <c>{}</c>.</param>
public sealed record ToolCallPart(string Id, string Name, string ArgumentsJson) : ContentPart;

/// <summary>What a tool call gave.</summary>
/// <param name="CallId">The <see cref="ToolCallPart.Id"/> that it answers.</param>
/// <param name="Content">Text and images; may be empty.</param>
/// <param name="IsError">The tool failed.</param>
public sealed record ToolResultPart(string CallId, IReadOnlyList<ContentPart> Content, bool IsError = false) : ContentPart;

/// <summary>A document, such as a PDF or a spreadsheet.</summary>
/// <param name="Name">As the caller named it; what an upstream does not take in a name is the upstream's to replace.</param>
/// <param name="MediaType">For example <c>application/pdf</c>, without parameters.</param>
/// <param name="Data">The document's bytes; of plain text its UTF-8.</param>
public sealed record DocumentPart(string Name, string MediaType, ReadOnlyMemory<byte> Data) : ContentPart;

/// <summary>An image or a document that stands elsewhere. The pipeline fetches it before any upstream sees the request.</summary>
/// <param name="Address">An http or https URL.</param>
/// <param name="Field">The request field that named it, for messages.</param>
/// <param name="Name">Of a document; null: an image.</param>
public sealed record RemotePart(Uri Address, string Field, string? Name = null) : ContentPart;

/// <summary>What the model thought in an earlier turn, with the proof that it did.</summary>
/// <param name="Text">The thought; may be empty where the model only shows its signature.</param>
/// <param name="Signature">The provider's, to be sent back as it is; null: none came.</param>
public sealed record ReasoningPart(string Text, string? Signature) : ContentPart;

/// <summary>A thought that the provider keeps to itself, to be sent back as it is.</summary>
/// <param name="Data">Base64, opaque.</param>
public sealed record RedactedReasoningPart(string Data) : ContentPart;

/// <summary>All before this point is worth keeping in the provider's prompt cache.</summary>
/// <param name="Ttl"><c>5m</c> or <c>1h</c>; null: the provider's default.</param>
public sealed record CachePointPart(string? Ttl = null) : ContentPart;

/// <summary>What stands in a kept answer. The pipeline puts it here before any upstream sees the request.</summary>
/// <param name="Id">The item's.</param>
/// <param name="Field">The request field that named it, for messages.</param>
public sealed record NamedItemPart(string Id, string Field) : ContentPart;
