using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Handler.Tests.Process;

/// <summary>The AOT executable <c>bootstrap</c>, as Lambda starts it.</summary>
public sealed class NativeHandlerTests : HandlerProcessTests
{
    private protected override async Task<HandlerProgram> ProgramAsync()
    {
        Skip.IfNot(NativeHandler.CanCompile, "Native AOT needs g++ (or clang) on Linux, and there is none.");
        return HandlerProgram.Native(await NativeHandler.EnsureAsync());
    }
}
