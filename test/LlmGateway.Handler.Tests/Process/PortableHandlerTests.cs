using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Handler.Tests.Process;

/// <summary><c>dotnet LlmGateway.Handler.dll</c>, as the managed runtime starts it.</summary>
public sealed class PortableHandlerTests : HandlerProcessTests
{
    private protected override Task<HandlerProgram> ProgramAsync() => Task.FromResult(HandlerProgram.Portable);
}
