namespace LlmGateway.Tool.Local.Lambda;

/// <summary>How a function's process is started.</summary>
/// <param name="Program">Executable.</param>
/// <param name="Arguments">Of it.</param>
/// <param name="TaskRoot">Where Lambda would have unpacked the code; the working directory.</param>
/// <param name="Handler">What <c>_HANDLER</c> says.</param>
internal sealed record HandlerLaunch(string Program, IReadOnlyList<string> Arguments, string TaskRoot, string Handler);
