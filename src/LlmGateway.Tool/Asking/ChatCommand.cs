using System.CommandLine;
using LlmGateway.Tool.Answers;
using LlmGateway.Tool.Output;

namespace LlmGateway.Tool.Asking;

/// <summary><c>llm-gateway chat</c>: a conversation in the terminal.</summary>
internal static class ChatCommand
{
    public const string Name = "chat";

    private static readonly Option<bool> Json = new("--json") { Description = "Answers as JSON, one a line; questions come on stdin, one a line." };

    public static Command Create()
    {
        var (gateway, prompt) = (new GatewayOptions(), new PromptOptions());
        var command = new Command(Name, "Talks with a gateway's models. Ctrl+C ends an answer, /exit the chat; /model and /new are there too.") { Json };
        prompt.AddTo(command);
        gateway.AddTo(command);
        return command.Ends(async (arguments, stopping) =>
        {
            var first = prompt.Of(arguments, "");
            var place = await gateway.FindAsync(arguments, preferSocket: true, stopping);
            var screen = ChatScreen.OfProcess();
            using var interrupt = new AnswerInterrupt(() => screen.Say("\nNothing runs. /exit or another Ctrl+C leaves."));
            var session = new ChatSession(place, screen, interrupt, first, arguments.GetValue(Json));
            await session.RunAsync();
            return session.AllAnswered ? ExitCodes.Done : ExitCodes.Incomplete;
        });
    }
}
