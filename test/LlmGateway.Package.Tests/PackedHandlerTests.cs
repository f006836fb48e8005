using LlmGateway.Handler.Tests.Process;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Package.Tests;

/// <summary>The arm64 executable of the package, in qemu.</summary>
public sealed class PackedArm64HandlerTests(PackedHandler packed) : HandlerProcessTests, IClassFixture<PackedHandler>
{
    private protected override Task<HandlerProgram> ProgramAsync() => Task.FromResult(packed.Arm64);
}

/// <summary>The x86_64 executable of the package.</summary>
public sealed class PackedX64HandlerTests(PackedHandler packed) : HandlerProcessTests, IClassFixture<PackedHandler>
{
    private protected override Task<HandlerProgram> ProgramAsync() => Task.FromResult(packed.X64);
}
