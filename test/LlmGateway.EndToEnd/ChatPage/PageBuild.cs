using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Testing;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page, built once from its sources.</summary>
internal static class PageBuild
{
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>Of the sources, with their packages.</summary>
    public static string Source { get; } = Path.Combine(Repository.Root, "src", "chat-ui");

    /// <summary>The folder of the built page.</summary>
    public static Task<string> EnsureAsync() => Built.Value;

    /// <summary>Runs npm in the page's folder; its exit code is the caller's to judge.</summary>
    public static async Task<BufferedCommandResult> NpmAsync(params string[] arguments) => await Cli.Wrap("npm")
        .WithArguments(arguments).WithWorkingDirectory(Source).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

    private static async Task<string> BuildAsync()
    {
        var page = Path.Combine(Source, "dist", "index.html");
        using var gate = await FileGate.EnterAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts")).FullName, ".chat-page-gate"));
        if (!File.Exists(Path.Combine(Source, "node_modules", ".package-lock.json"))) await NpmOrThrowAsync("ci");
        if (!File.Exists(page) || File.GetLastWriteTimeUtc(page) < Sources().Max(File.GetLastWriteTimeUtc)) await NpmOrThrowAsync("run", "build");
        return Path.Combine(Source, "dist");
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Source, "src"), "*", SearchOption.AllDirectories).Concat([Path.Combine(Source, "index.html"), Path.Combine(Source, "vite.config.ts"), Path.Combine(Source, "package-lock.json")]);

    private static async Task NpmOrThrowAsync(params string[] arguments)
    {
        var result = await NpmAsync(arguments);
        if (result.ExitCode != 0) throw new InvalidOperationException($"npm {string.Join(' ', arguments)} failed: {result.StandardOutput}{result.StandardError}");
    }
}
