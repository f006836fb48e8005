using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Synthesis;

/// <summary>Finds what to run: a cloud assembly as it is, or a CDK app, which is synthesized.</summary>
internal static class AppSource
{
    private const string QuickStart = "examples/QuickStart/QuickStart.csproj";

    /// <param name="source">As the user named it; null: the QuickStart of the checkout that the tool or the current folder is in.</param>
    /// <param name="output">Folder for what is synthesized.</param>
    /// <param name="progress">Told what takes its time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LocalRunException">There is nothing, or it can't be synthesized.</exception>
    public static async Task<CloudAssembly> OpenAsync(string? source, string output, Action<string> progress, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(source ?? FindQuickStart());
        if (CdkApp.Find(path) is { } app)
        {
            await app.SynthesizeAsync(output, progress, cancellationToken);
            return CloudAssembly.Load(output);
        }
        if (!Directory.Exists(path)) throw new LocalRunException($"There is no {path}; name a CDK app's folder, its project file, or a cdk.out.");
        if (CloudAssembly.IsAt(path)) return CloudAssembly.Load(path);
        var inside = Path.Combine(path, "cdk.out");
        if (CloudAssembly.IsAt(inside)) return CloudAssembly.Load(inside);
        throw new LocalRunException($"{path} holds no CDK app (a project file or cdk.json) and no cdk.out with a template; name another folder, or run cdk synth there first.");
    }

    private static string FindQuickStart()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, QuickStart))) return Path.Combine(folder.FullName, QuickStart);
        throw new LocalRunException("No app was named, and no checkout with examples/QuickStart is here; name a CDK app's folder or its cdk.out: llm-gateway local PATH.");
    }
}
