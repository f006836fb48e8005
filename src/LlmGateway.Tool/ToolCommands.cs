using System.CommandLine;
using LlmGateway.Tool.Answers;
using LlmGateway.Tool.Asking;
using LlmGateway.Tool.Doctor;
using LlmGateway.Tool.Help;
using LlmGateway.Tool.Knowledge;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Serve;
using LlmGateway.Tool.SignIn;

namespace LlmGateway.Tool;

/// <summary>All that <c>llm-gateway</c> can do.</summary>
internal static class ToolCommands
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Runs and operates LLM gateways made with LlmGateway.Constructs.")
        {
            LocalCommand.Create(), ServeCommand.Create(), ChatCommand.Create(), AskCommand.Create(), DoctorCommand.Create(),
            AnswersCommand.Create(), KnowledgeCommand.Create(), UsersCommand.Create(), LoginCommand.CreateLogin(), LoginCommand.CreateToken(), CompletionCommand.Create(),
        };
        HelpWithExamples.AddTo(root);
        return root;
    }
}
