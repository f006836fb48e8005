using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Answers;

/// <summary>An answer from the table.</summary>
/// <param name="Text">All of it.</param>
/// <param name="UpstreamModel">The model that once gave it.</param>
/// <param name="Usage">What it took then; null for answers that no model gave.</param>
internal sealed record CachedAnswer(string Text, string? UpstreamModel, TokenUsage? Usage);
