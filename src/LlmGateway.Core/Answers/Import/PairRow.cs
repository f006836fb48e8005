namespace LlmGateway.Core.Answers.Import;

/// <summary>A question and its answer, as a row gives them.</summary>
/// <param name="Question">As people ask it.</param>
/// <param name="Answer">What they are told.</param>
/// <param name="Scope">What callers send as <c>node_id</c> or <c>x-llm-gateway-scope</c>; null: callers that send neither.</param>
/// <param name="Model">Alias of the model that it is for; null: any.</param>
/// <param name="Expires">When it is none any more; null: the import says.</param>
internal readonly record struct PairRow(string? Question, string? Answer, string? Scope, string? Model, DateTimeOffset? Expires);
