namespace LlmGateway.Core.Import;

/// <summary>A row that was left out.</summary>
/// <param name="File">Where it stands.</param>
/// <param name="Line">Where it begins there, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Row">As it stands in the file; a long one is cut.</param>
internal sealed record ImportReject(string File, long Line, string Reason, string Row)
{
    public override string ToString() => $"{File}, line {Line}: {Reason}";
}
