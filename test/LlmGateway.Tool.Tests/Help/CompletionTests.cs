using CliWrap;
using CliWrap.Buffered;

namespace LlmGateway.Tool.Tests.Help;

/// <summary>Completion without any other tool: shells ask the program itself.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("completion-").FullName;

    public CompletionTests()
    {
        var program = Path.Combine(_folder, "llm-gateway");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("llm-gateway ans", "answers")]
    [InlineData("llm-gateway answers im", "import")]
    [InlineData("llm-gateway chat --mo", "--model")]
    [InlineData("llm-gateway completion z", "zsh")]
    public async Task Bash_completes(string typed, string completed)
    {
        var script = $$"""
            source <(llm-gateway completion bash)
            COMP_LINE='{{typed}}' COMP_POINT={{typed.Length}}
            COMP_WORDS=({{typed}}) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _llm_gateway
            printf '%s\n' "${COMPREPLY[@]}"
            """;

        (await RunAsync("bash", "-c", script)).Should().Be(completed + "\n");
    }

    [Theory]
    [InlineData("zsh", "compdef _llm_gateway llm-gateway")]
    [InlineData("fish", "complete -c llm-gateway")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName llm-gateway")]
    public async Task Other_shells_have_scripts_that_ask_the_program(string shell, string registered) =>
        (await RunAsync("llm-gateway", "completion", shell)).Should().Contain(registered).And.Contain("[suggest:");

    [Fact]
    public async Task A_shell_that_is_not_known_is_told_with_those_that_are()
    {
        var result = await Command("llm-gateway", "completion", "tcsh").ExecuteBufferedAsync();

        result.ExitCode.Should().Be(2);
        result.StandardError.TrimEnd().Should().Contain("tcsh").And.Contain("bash").And.NotContain("\n");
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await Command(program, arguments).ExecuteBufferedAsync();
        result.ExitCode.Should().Be(0, result.StandardError);
        return result.StandardOutput;
    }

    private Command Command(string program, params string[] arguments) => Cli.Wrap(program == "bash" ? "bash" : Path.Combine(_folder, program)).WithArguments(arguments)
        .WithEnvironmentVariables(variables => variables.Set("PATH", $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}")).WithValidation(CommandResultValidation.None);
}
