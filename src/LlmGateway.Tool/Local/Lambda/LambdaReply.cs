using System.IO.Pipelines;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>A function's answer as it begins.</summary>
/// <param name="ContentType">As the function declared it.</param>
/// <param name="IsStreamed">Whether the function streams; else <paramref name="Body"/> is whole already.</param>
/// <param name="Body">Ends also when the function fails on the way.</param>
/// <param name="Failure">Asked at the body's end: why it ended early; null: it is whole.</param>
internal sealed record LambdaReply(string ContentType, bool IsStreamed, PipeReader Body, Func<LambdaException?> Failure);
