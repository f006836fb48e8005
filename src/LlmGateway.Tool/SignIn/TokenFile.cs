using System.Text.Json.Nodes;

namespace LlmGateway.Tool.SignIn;

/// <summary>Tokens of a sign-in, in a file that its owner alone can read.</summary>
internal sealed class TokenFile(string folder, string pool)
{
    private string Path => System.IO.Path.Combine(folder, $"{pool}.json");

    /// <summary>Below the user's own folder, or where <c>LLM_GATEWAY_HOME</c> says.</summary>
    public static TokenFile Of(string pool) => new(
        System.IO.Path.Combine(Environment.GetEnvironmentVariable("LLM_GATEWAY_HOME") ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "llm-gateway"), "tokens"), pool);

    public void Write(JsonObject tokens)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Made anew beside the old one: permissions hold from the first byte on.
        var fresh = $"{Path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(fresh, options)) writer.Write(tokens.ToJsonString());
        File.Move(fresh, Path, overwrite: true);
    }

    /// <returns>Null: nobody is signed in.</returns>
    public JsonObject? Read() => File.Exists(Path) ? JsonNode.Parse(File.ReadAllText(Path)) as JsonObject : null;
}
