using System.IO.Pipelines;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>A function's answer as it begins.</summary>
/// <param name="ContentType">As the function declared it.</param>
/// <param name="IsStreamed">Whether the function streams; else <paramref name="Body"/> is whole already.</param>
/// <param name="Body">Ends with a <see cref="LambdaException"/> when the function fails on the way.</param>
internal sealed record LambdaReply(string ContentType, bool IsStreamed, PipeReader Body);
