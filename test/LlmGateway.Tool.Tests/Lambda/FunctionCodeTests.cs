using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Lambda;

namespace LlmGateway.Tool.Tests.Lambda;

public sealed class FunctionCodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llm-gateway-code-").FullName;

    [Fact]
    public void Code_for_this_machine_is_run_itself()
    {
        var notices = new List<string>();
        var launch = Prepare(Machine(here: true), "/portable", notices);
        launch.Program.Should().Be(Path.Combine(_folder, "bootstrap"));
        notices.Should().BeEmpty();
    }

    [Fact]
    public void Code_for_another_machine_gives_way_to_the_portable_handler_and_says_so()
    {
        var notices = new List<string>();
        var launch = Prepare(Machine(here: false), "/portable", notices);
        (launch.Program, launch.Arguments.Single(), launch.Handler).Should().Be(("dotnet", "/portable/LlmGateway.Handler.dll", "rest"));
        notices.Should().Equal("Function is compiled for arm64 on Linux; this machine runs the same handler as portable .NET in its place.");
    }

    [Fact]
    public void Without_a_portable_handler_the_way_out_is_named()
    {
        var prepare = () => Prepare(Machine(here: false), null, []);
        prepare.Should().Throw<LocalRunException>().WithMessage("The code of Function is compiled for arm64, which is not this machine's; set the function's architecture to * and synthesize again.");
    }

    [Fact]
    public void A_managed_runtime_starts_the_assembly_that_its_handler_names()
    {
        File.WriteAllText(Path.Combine(_folder, "My.Handler.dll"), "");
        var launch = new FunctionCode(_folder, null, _ => { }).Prepare(Function("dotnet10", "My.Handler"));
        launch.Arguments.Should().Equal(Path.Combine(_folder, "My.Handler.dll"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private HandlerLaunch Prepare(ushort machine, string? portable, List<string> notices)
    {
        // This very process's executable, as the system's loader knows it.
        var elf = File.ReadAllBytes(Environment.ProcessPath!)[..64];
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(18), machine);
        File.WriteAllBytes(Path.Combine(_folder, "bootstrap"), elf);
        return new FunctionCode(_folder, portable, notices.Add).Prepare(Function("provided.al2023", "rest"));
    }

    private static ushort Machine(bool here) => (RuntimeInformation.OSArchitecture == Architecture.Arm64) == here ? (ushort)0xB7 : (ushort)0x3E;

    private LambdaFunction Function(string runtime, string handler) => new()
    {
        LogicalId = "Function", Name = "f", Arn = "arn:f", RoleArn = "arn:r", Runtime = runtime, Handler = handler, Architecture = "arm64",
        Timeout = TimeSpan.FromSeconds(1), MemorySize = 128, Environment = new Dictionary<string, string>(), CodePath = _folder, LogGroup = "/aws/lambda/f",
    };
}
