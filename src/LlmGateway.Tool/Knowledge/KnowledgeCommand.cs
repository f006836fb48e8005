using System.CommandLine;
using LlmGateway.Tool.Knowledge.Import;

namespace LlmGateway.Tool.Knowledge;

/// <summary><c>llm-gateway knowledge</c>: the operator's side of what a gateway's models know.</summary>
internal static class KnowledgeCommand
{
    public static Command Create() => new("knowledge", "Fills the knowledge of a gateway.") { KnowledgeImportCommand.Create() };
}
