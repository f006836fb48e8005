using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmGateway.Core.Tests.Corpus;

/// <summary>The corpus, damaged: whatever comes, there is an answer or a refusal, and never a 500, a hang or a malformed stream.</summary>
public sealed class FuzzTests
{
    /// <summary>How many inputs; 20,000 where it is not set. A million takes minutes.</summary>
    private const string Inputs = "LLM_GATEWAY_FUZZ_INPUTS";

    /// <summary>Set: begins there, to repeat a failure.</summary>
    private const string Seed = "LLM_GATEWAY_FUZZ_SEED";

    private const int InputsOfOneGateway = 500;

    [Fact]
    public async Task No_input_breaks_the_gateway()
    {
        var files = CorpusFile.Names.Select(CorpusFile.Open).ToArray();
        var upstreams = CorpusGateway.Upstreams.Keys.ToArray();
        var first = Number(Seed, 1);
        var batches = Enumerable.Range(0, (Number(Inputs, 20_000) + InputsOfOneGateway - 1) / InputsOfOneGateway);

        await Parallel.ForEachAsync(batches, async (batch, _) =>
        {
            var gateway = new CorpusGateway();
            for (var input = 0; input < InputsOfOneGateway; input++)
            {
                var seed = first + batch * InputsOfOneGateway + input;
                await RunAsync(gateway, new Random(seed), seed, files, upstreams);
            }
        });
    }

    private static async Task RunAsync(CorpusGateway gateway, Random random, int seed, CorpusFile[] files, string[] upstreams)
    {
        var file = files[random.Next(files.Length)];
        var sound = file.Body.DeepClone().AsObject();
        sound["model"] = upstreams[random.Next(upstreams.Length)];
        if (random.Next(2) == 0) sound["stream"] = true;
        gateway.Answer = (CannedAnswer)random.Next(Enum.GetValues<CannedAnswer>().Length);
        var body = Mutations.Of(sound, random);
        var because = $"input {seed} ({Seed}={seed} {Inputs}=1 repeats it): {file.Route} {Encoding.UTF8.GetString(body)}";

        try
        {
            var outcome = await gateway.RunAsync(file.Route, file.Headers, body);

            gateway.Failures.Where(failure => failure is not (IOException or HttpRequestException or JsonException)).Should().BeEmpty();
            WellFormed.Check(file.Route, outcome.Response, "");
            foreach (var call in outcome.Calls) JsonDocument.Parse(call.Body, WellFormed.Deeper).Dispose();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(because, failure);
        }
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
