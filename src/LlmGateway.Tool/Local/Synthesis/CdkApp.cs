using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Synthesis;

/// <summary>A CDK app on disk: a .NET project, or whatever its cdk.json runs.</summary>
/// <param name="Folder">Where it runs.</param>
/// <param name="Project">Its project file; null: <paramref name="Command"/> runs it.</param>
/// <param name="Command">Of cdk.json; null: the project itself is run.</param>
/// <param name="Context">Of cdk.json, as JSON; null: none.</param>
internal sealed record CdkApp(string Folder, string? Project, string? Command, string? Context)
{
    /// <summary>Finds the app at a path; null when there is none.</summary>
    public static CdkApp? Find(string path)
    {
        if (File.Exists(path)) return path.EndsWith(".csproj", StringComparison.Ordinal) ? new CdkApp(Path.GetDirectoryName(path)!, path, null, null) : null;
        if (!Directory.Exists(path) || CloudAssembly.IsAt(path)) return null;
        var settings = Path.Combine(path, "cdk.json");
        if (File.Exists(settings))
        {
            var json = CloudAssembly.ReadObject(settings);
            if (json["app"]?.ToString() is { Length: > 0 } command) return new CdkApp(path, null, command, json["context"]?.ToJsonString());
        }
        return Directory.GetFiles(path, "*.csproj") is [var project] ? new CdkApp(path, project, null, null) : null;
    }

    /// <summary>Builds it and has it write its cloud assembly into <paramref name="output"/>.</summary>
    /// <exception cref="LocalRunException">One of them failed.</exception>
    public async Task SynthesizeAsync(string output, Action<string> progress, CancellationToken cancellationToken)
    {
        var node = await NodeVersion.RequireAsync("synthesize a CDK app", cancellationToken);
        // jsii unpacks the CDK into the temporary folder and leaves it there: 66 MB each time.
        var temporary = Directory.CreateTempSubdirectory("llm-gateway-synth-").FullName;
        try
        {
            var environment = new Dictionary<string, string?>
            {
                ["CDK_OUTDIR"] = output,
                ["CDK_CONTEXT_JSON"] = Context,
                ["TMPDIR"] = temporary,
                ["TEMP"] = temporary,
                ["TMP"] = temporary,
                ["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = node,
                ["JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION"] = node,
            };
            var name = Path.GetFileName(Project is null ? Folder : Path.GetDirectoryName(Project));
            if (Project is not null)
            {
                progress($"Building {name} …");
                await BuildAsync(cancellationToken);
            }
            progress($"Synthesizing {name} …");
            var result = await RunAsync(environment, cancellationToken);
            if (result.ExitCode != 0)
                throw new LocalRunException($"{name} could not be synthesized (exit code {result.ExitCode}): {SynthesisMessage.From(result.StandardError, result.StandardOutput)}");
            if (!CloudAssembly.IsAt(output))
                throw new LocalRunException($"{name} ended without a cloud assembly; does its program call app.Synth()?");
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        var result = await DotnetAsync(["build", Project!, "--nologo", "-v", "quiet", "-clp:NoSummary;ErrorsOnly"], null, cancellationToken);
        if (result.ExitCode == 0) return;
        var first = (result.StandardOutput + result.StandardError).Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal))?.Trim();
        throw new LocalRunException($"{Path.GetFileName(Project)} does not build: {first ?? $"exit code {result.ExitCode}"}. Mend that; dotnet build {Project} shows all errors.");
    }

    private Task<BufferedCommandResult> RunAsync(Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        if (Project is not null) return DotnetAsync(["run", "--no-build", "--project", Project], environment, cancellationToken);
        var (shell, flag) = OperatingSystem.IsWindows() ? ("cmd", "/c") : ("sh", "-c");
        return Cli.Wrap(shell).WithArguments([flag, Command!]).WithWorkingDirectory(Folder).WithEnvironmentVariables(environment)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);
    }

    private async Task<BufferedCommandResult> DotnetAsync(string[] arguments, Dictionary<string, string?>? environment, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string?>(environment ?? [])
        {
            // A build server would outlive the run.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["DOTNET_NOLOGO"] = "1",
        };
        try
        {
            return await Cli.Wrap("dotnet").WithArguments(arguments).WithWorkingDirectory(Folder).WithEnvironmentVariables(variables)
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new LocalRunException("dotnet was not found; install the .NET 10 SDK, or name a cdk.out that is synthesized already.");
        }
    }
}
