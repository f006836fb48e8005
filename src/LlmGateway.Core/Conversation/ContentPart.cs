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
