namespace NetworkOutageAssistant.Data;

/// <summary>A kind of outage, and how people speak of it.</summary>
/// <param name="Cause">In a word or two.</param>
/// <param name="Happenings">What happened; completes "Node 42 … was down …:".</param>
/// <param name="Fixes">What was done; a sentence each.</param>
/// <param name="Waits">What is being waited for where nothing was done yet.</param>
/// <param name="Notes">What a technician noted.</param>
internal sealed record Trouble(string Cause, string[] Happenings, string[] Fixes, string[] Waits, string[] Notes)
{
    public static IReadOnlyList<Trouble> All { get; } =
    [
        new("power failure",
            ["mains power failed and the batteries ran empty", "a rectifier tripped and the load went to batteries that were past their life", "the grid operator switched the feeder off without notice"],
            ["The rectifier module was replaced and the batteries are charging.", "Mains came back; the battery string was replaced the same day.", "A mobile generator carried the site until the feeder was back."],
            ["a generator is on its way", "the grid operator repairs the feeder"],
            ["Battery string measured at 41 volts on arrival.", "Breaker F3 in the meter cabinet was tripped, no sign of fire.", "Cabinet temperature was 38 degrees; fan is fine."]),
        new("fibre cut",
            ["an excavator cut the backhaul fibre", "the backhaul fibre was broken in a flooded duct", "rodents damaged the backhaul cable"],
            ["The fibre was spliced and light levels are normal.", "Traffic was moved to the microwave link and the fibre spliced later.", "A new span of 120 metres was pulled and tested."],
            ["the splicing crew waits for the trench to be pumped dry", "a permit for the road closure is pending"],
            ["OTDR shows the break at 3.2 kilometres from the exchange.", "Light level after splicing is minus 17 dBm.", "Contractor admits to digging without a plan."]),
        new("radio unit fault",
            ["the remote radio unit of sector 2 stopped transmitting", "two of three sectors went off air after a firmware crash", "the power amplifier of sector 1 overheated"],
            ["The radio unit was replaced and the sector is back on air.", "The unit was restarted and its firmware rolled back.", "The amplifier was swapped; VSWR is 1.2."],
            ["a spare radio unit is ordered", "the climbing crew waits for the wind to drop"],
            ["VSWR alarm was 3.8 before the swap.", "Serial number of the removed unit is in the asset list.", "Antenna line checked, connectors dry."]),
        new("microwave link fade",
            ["the microwave link faded in heavy rain", "a crane stood in the path of the microwave link", "the dish was moved by storm gusts"],
            ["The link recovered by itself and its margin was raised.", "The crane was moved and the link is stable.", "The dish was aligned again; receive level is minus 42 dBm."],
            ["the crane operator was asked to lower the boom", "the crew waits for the storm to pass"],
            ["Receive level fell from minus 42 to minus 78 dBm.", "Adaptive modulation stepped down to QPSK before the loss.", "Path survey from spring does not show the building site."]),
        new("transmission equipment fault",
            ["the aggregation router restarted in a loop", "a line card of the transmission node failed", "the synchronization source was lost and cells were blocked"],
            ["The line card was replaced and all sessions are up.", "The router was downgraded to the release before.", "The clock source was moved to the neighbour node and later restored."],
            ["the vendor analyses the crash dump", "a spare line card comes from the central store"],
            ["Crash dump was sent to the vendor.", "Port 4 showed 2 million CRC errors.", "Clock drift was 0.7 ppm before cells were blocked."]),
        new("configuration error",
            ["a change of neighbour lists blocked handovers", "a wrong VLAN was set in a planned change", "a licence expired and the cells were locked"],
            ["The change was rolled back and handovers are normal.", "The VLAN was corrected and the change record amended.", "The licence was renewed and the cells unlocked."],
            ["the change owner prepares the rollback", "the licence desk was called"],
            ["The change had passed the lab test with another release.", "Alarm came eleven minutes after the change.", "Second change this month with the same template."]),
        new("cooling failure",
            ["the air conditioner failed and the equipment switched itself off", "a blocked filter let the cabinet overheat"],
            ["The compressor was replaced and the temperature is normal.", "The filter was cleaned and the equipment started again."],
            ["a mobile cooler is being brought", "the cooling contractor was called"],
            ["Cabinet reached 61 degrees.", "Filter had not been changed since last autumn."]),
        new("theft or vandalism",
            ["earthing copper was stolen and the site shut itself down", "the site door was forced and feeder cables were cut"],
            ["The cables were replaced and the door has a new lock.", "The earthing was rebuilt and measured."],
            ["the police have not released the site yet", "new feeder cables are ordered"],
            ["Police report is attached to the ticket.", "Camera was sprayed over at the start of the outage."]),
    ];
}
