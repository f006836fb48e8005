using LlmGateway.Core.Answers.Near;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Core.Tests.Answers.Near;

/// <summary>Nearness alone proves nothing.</summary>
public sealed class SecondLookTests
{
    [Theory]
    [InlineData("What is wrong with node 42?", "What is wrong with node 41?")]
    [InlineData("What is the state of node 42 and 43?", "What is the state of node 43 and 42?")]
    [InlineData("How many users has node 42?", "How many users has rack 42?")]
    [InlineData("Is 5 kg too heavy for the shelf?", "Is 5 lb too heavy for the shelf?")]
    [InlineData("Which two nodes are down?", "Which three nodes are down?")]
    [InlineData("What happened in the first week of the project?", "What happened in the second week of the project?")]
    [InlineData("What is our revenue in Europe?", "What is our revenue in Asia?")]
    [InlineData("what is our revenue in europe", "what is our revenue in asia")]
    [InlineData("Tell me what our revenue in europe is, please", "Please tell me what our revenue is in asia")]
    [InlineData("what does acme pay", "what does globex pay")]
    [InlineData("Does Ada report to Grace?", "Does Grace report to Ada?")]
    [InlineData("How do I fly from Paris to Rome?", "How do I fly from Rome to Paris?")]
    [InlineData("Does the plan gpt-4o-mini include support?", "Does the plan gpt-4o include support?")]
    [InlineData("What changed in v2.1 of TeamChat?", "What changed in v2.2 of TeamChat?")]
    [InlineData("The fan of the router is fixed?", "The fan of the router is not fixed?")]
    [InlineData("Is the router fixed?", "Isn't the router fixed?")]
    [InlineData("Which plans come with support?", "Which plans come without support?")]
    [InlineData("How do I enable the alarm of my router?", "What is the way to disable the alarm of a router?")]
    [InlineData("Who restarts the router at night?", "When does the router restart at night?")]
    [InlineData("How many people use the service?", "How long do people use the service?")]
    [InlineData("Wie starte ich den Router neu?", "Wie starte ich den Drucker neu?")]
    [InlineData("Ist der Router kaputt?", "Ist der Router nicht kaputt?")]
    [InlineData("東京の天気は", "大阪の天気は")]
    public void What_asks_something_else_is_told_apart(string one, string other)
    {
        SecondLook.AskTheSame(one, other).Should().BeFalse();
        SecondLook.AskTheSame(other, one).Should().BeFalse();
    }

    [Theory]
    [InlineData("How do I restart the router of node 42?", "How can I restart the router in node 42, please?")]
    [InlineData("How do I reset my password?", "What is the best way to reset my password?")]
    [InlineData("What is our revenue in Europe?", "Please tell me what our revenue in Europe is.")]
    [InlineData("what is our revenue in europe", "What was the revenue in Europe?")]
    [InlineData("Who looks after node 42?", "Please, who is looking after node 42?")]
    [InlineData("Is the router not fixed yet?", "The router isn't fixed yet?")]
    [InlineData("Restart the router: how?", "How would one restart the router?")]
    [InlineData("Why does the fan of my router make noise", "Why is my router's fan making noise?")]
    [InlineData("Wie setze ich mein Passwort zurück?", "Wie kann ich mein Passwort zurücksetzen?")]
    public void Other_words_for_the_same_are_the_same(string one, string other)
    {
        SecondLook.AskTheSame(one, other).Should().BeTrue();
        SecondLook.AskTheSame(other, one).Should().BeTrue();
    }

    [Fact]
    public void Nearness_alone_takes_the_wrong_one()
    {
        // What the second look is for: in the vector space the false friend is the nearer one.
        Nearness("What is wrong with node 42?", "What is wrong with node 41?").Should().BeGreaterThan(Nearness("What is wrong with node 42?", "Please tell me what the trouble with node 42 is."));
    }

    private static float Nearness(string one, string other) => UnitVector.Product(SimulatedVector.Of(one, 1024), SimulatedVector.Of(other, 1024));
}
