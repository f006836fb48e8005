namespace LlmGateway.Tool.Import;

/// <summary>Where an import goes.</summary>
/// <param name="Kind">In a word, such as <c>table</c>: its name in JSON.</param>
/// <param name="Name">What its operator calls it.</param>
internal sealed record ImportTarget(string Kind, string Name);
