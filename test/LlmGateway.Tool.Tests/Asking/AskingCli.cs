using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Tool.Tests.Serve;

namespace LlmGateway.Tool.Tests.Asking;

/// <summary>The tool as a person types it, before a gateway of the test's.</summary>
public sealed class AskingCli : IAsyncLifetime
{
    private ServedGateway _gateway = null!;

    internal ServedGateway Gateway => _gateway;

    public string Folder { get; } = Directory.CreateTempSubdirectory("asking-").FullName;

    public async Task InitializeAsync() =>
        _gateway = await ServedGateway.StartAsync(document => document with { Models = [.. document.Models, document.Models[0] with { Alias = "length", Model = "length" }] });

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public Task<BufferedCommandResult> RunAsync(string input, params string[] arguments) => Command(arguments).WithStandardInputPipe(PipeSource.FromString(input)).ExecuteBufferedAsync();

    /// <summary>With the gateway's address, and a key of its own in the environment.</summary>
    public Command Command(params string[] arguments) => Bare([.. arguments, "--url", _gateway.Endpoint.ToString()]).WithEnvironmentVariables(variables => variables
        .Set("LLM_GATEWAY_API_KEY", ServedGateway.Key).Set("LLM_GATEWAY_HOME", Folder));

    public Command Bare(params string[] arguments) => Cli.Wrap(Dotnet)
        .WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), .. arguments])
        .WithWorkingDirectory(Folder)
        .WithEnvironmentVariables(variables => variables.Set("LLM_GATEWAY_HOME", Folder))
        .WithValidation(CommandResultValidation.None);

    private static string Dotnet => Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) == "dotnet" ? program : "dotnet";
}
