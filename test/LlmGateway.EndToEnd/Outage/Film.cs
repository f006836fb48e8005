using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Testing;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.Outages;

/// <summary>Pictures of a page, one after the other; kept only where the docs shall have them.</summary>
internal sealed class Film(IPage page)
{
    private readonly List<(byte[] Picture, int Milliseconds)> _frames = [];

    public static string Images { get; } = Path.Combine(Repository.Root, "docs", "images");

    private static bool IsWanted => Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") == "1";

    /// <param name="milliseconds">How long it is looked at.</param>
    public async Task TakeAsync(int milliseconds)
    {
        // Without a film it goes as fast.
        var picture = IsWanted ? await page.ScreenshotAsync(new PageScreenshotOptions { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide }) : [];
        if (_frames.Count > 0 && _frames[^1].Picture.AsSpan().SequenceEqual(picture)) _frames[^1] = (picture, _frames[^1].Milliseconds + milliseconds);
        else _frames.Add((picture, milliseconds));
    }

    /// <summary>Writes the last picture, and all of them as a GIF, if UPDATE_SCREENSHOTS=1.</summary>
    public async Task KeepAsync(string name)
    {
        if (!IsWanted) return;
        await File.WriteAllBytesAsync(Path.Combine(Images, $"{name}.png"), _frames[^1].Picture);
        var folder = Directory.CreateTempSubdirectory("film-").FullName;
        var frames = new JsonArray();
        for (var at = 0; at < _frames.Count; at++)
        {
            var file = FormattableString.Invariant($"{at:D4}.png");
            await File.WriteAllBytesAsync(Path.Combine(folder, file), _frames[at].Picture);
            frames.Add((JsonNode)new JsonObject { ["file"] = file, ["ms"] = _frames[at].Milliseconds });
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "frames.json"), frames.ToJsonString());
        var source = Path.Combine(Repository.Root, "test", "pictures");
        var script = Path.Combine(await NodeModules.InstallAsync(source, "pictures"), "gif.mjs");
        File.Copy(Path.Combine(source, "gif.mjs"), script, overwrite: true);
        var result = await Cli.Wrap("node").WithArguments([script, folder, Path.Combine(Images, $"{name}.gif")]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        result.ExitCode.Should().Be(0, result.StandardError);
        Directory.Delete(folder, recursive: true);
    }
}
