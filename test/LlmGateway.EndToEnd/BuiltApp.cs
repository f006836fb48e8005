using LlmGateway.Testing;
using LlmGateway.Tool.Local.Synthesis;

namespace LlmGateway.EndToEnd;

/// <summary>A CDK app that was built with this project, so that no test builds anything.</summary>
internal static class BuiltApp
{
    private static readonly string Built = Path.GetRelativePath(Path.Combine(Repository.Root, "test", "LlmGateway.EndToEnd"), AppContext.BaseDirectory);

    /// <summary>Has it write its cloud assembly.</summary>
    /// <param name="folder">Of its project, from the repository's root.</param>
    /// <param name="output">For the assembly.</param>
    public static Task SynthesizeAsync(string folder, string output)
    {
        var app = CdkApp.Find(Path.Combine(Repository.Root, folder))!;
        return (app with { Project = null, Command = $"dotnet \"{Path.Combine(Built, Path.GetFileName(folder))}.dll\"" }).SynthesizeAsync(output, _ => { }, CancellationToken.None);
    }
}
