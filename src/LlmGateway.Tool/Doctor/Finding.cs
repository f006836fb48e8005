namespace LlmGateway.Tool.Doctor;

/// <summary>What a check came to.</summary>
/// <param name="Check">Its name.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do; null: nothing.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Detail, string? Remedy = null)
{
    public static Finding Ok(string check, string detail) => new(check, Verdict.Ok, detail);

    public static Finding Failed(string check, string detail, string remedy) => new(check, Verdict.Failed, detail, remedy);

    public static Finding Skipped(string check, string detail, string? remedy = null) => new(check, Verdict.Skipped, detail, remedy);
}

internal enum Verdict
{
    Ok,
    Failed,

    /// <summary>There was nothing to check it by.</summary>
    Skipped,
}
