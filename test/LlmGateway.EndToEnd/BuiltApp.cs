using System.Text.Json.Nodes;
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
    /// <param name="context">Beside that of its cdk.json.</param>
    public static async Task SynthesizeAsync(string folder, string output, params (string Name, string Value)[] context)
    {
        var app = CdkApp.Find(Path.Combine(Repository.Root, folder))!;
        if (context.Length > 0)
        {
            var all = (JsonObject?)JsonNode.Parse(app.Context ?? "{}") ?? [];
            foreach (var (name, value) in context) all[name] = value;
            app = app with { Context = all.ToJsonString() };
        }
        await (app with { Project = null, Command = $"dotnet \"{Path.Combine(Built, Path.GetFileName(folder))}.dll\"" }).SynthesizeAsync(output, _ => { }, CancellationToken.None);
        await CompiledHandler.PutIntoAsync(output);
    }
}
