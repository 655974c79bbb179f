//! Ranges of addresses: how they are written, what lies in them, and which addresses are public.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// A range of addresses: `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// First address.
    pub address: IpAddr,
    /// Leading bits that are the same in the whole range.
    pub prefix: u8,
}

/// Why a text is no [`Network`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Neither an address nor a range.
    #[error("{0:?} is not an address like 10.0.0.1 or a range like 10.0.0.0/8")]
    Form(String),
    /// More leading bits than an address has.
    #[error("{0:?} has a prefix of more than {1} bits")]
    Prefix(String, u8),
    /// The address has bits beyond the prefix, so that it is unclear which range is meant.
    #[error("{0:?} is not the first address of its range; {1} is")]
    NotFirst(String, Network),
}

impl Network {
    /// Whether an address lies in the range.
    ///
    /// A mapped IPv4 address (`::ffff:10.0.0.1`) counts as itself, for that is what is connected.
    /// Ranges that only carry one for a gateway (`64:ff9b::10.0.0.1`) are none of it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)) => {
                first(address.to_canonical(), self.prefix) == first(self.address, self.prefix)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let form = || NetworkError::Form(text.to_owned());
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let mut address: IpAddr = address.parse().map_err(|_| form())?;
        let most = bits(address);
        let mut prefix = match prefix {
            None => most,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                let prefix = digits.parse().map_err(|_| form())?;
                if prefix > most {
                    return Err(NetworkError::Prefix(text.to_owned(), most));
                }
                prefix
            }
            Some(_) => return Err(form()),
        };
        // `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
        if prefix >= MAPPED && address != address.to_canonical() {
            address = address.to_canonical();
            prefix -= MAPPED;
        }
        let network = Network { address: first(address, prefix), prefix };
        if network.address != address {
            return Err(NetworkError::NotFirst(text.to_owned(), network));
        }
        Ok(network)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.address)?;
        if self.prefix < bits(self.address) {
            write!(f, "/{}", self.prefix)?;
        }
        Ok(())
    }
}

/// Whether an address is one that the whole internet may be asked at.
///
/// The lists are the IANA special-purpose registries (RFC 6890) as of 2025. Ranges that carry an
/// IPv4 address inside (NAT64, 6to4, Teredo, ISATAP) are refused whole: they are ways around this
/// check. A NAT64 prefix of the network's own (RFC 6052 §2.2) looks like any address and cannot be
/// told.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            !SPECIAL_V4.iter().any(|&(first, prefix)| within_v4(address, first, prefix))
        }
        // Global unicast is 2000::/3; everything else is special or not given out (RFC 4291 §2.4).
        IpAddr::V6(address) => {
            within_v6(address, [0x2000, 0], 3)
                && !SPECIAL_V6.iter().any(|&(first, prefix)| within_v6(address, first, prefix))
                && !is_isatap(address)
        }
    }
}

/// Bits before the IPv4 address in a mapped IPv6 address (RFC 4291 §2.5.5.2).
const MAPPED: u8 = 96;

const SPECIAL_V4: [([u8; 4], u8); 17] = [
    ([0, 0, 0, 0], 8),        // "this network" (RFC 791)
    ([10, 0, 0, 0], 8),       // private (RFC 1918)
    ([100, 64, 0, 0], 10),    // behind a carrier's NAT (RFC 6598)
    ([127, 0, 0, 0], 8),      // loopback (RFC 1122)
    ([169, 254, 0, 0], 16),   // link-local, also where clouds answer with credentials (RFC 3927)
    ([168, 63, 129, 16], 32), // public by its number, but a cloud's own agent on each of its machines
    ([172, 16, 0, 0], 12),    // private (RFC 1918)
    ([192, 0, 0, 0], 24),     // protocol assignments (RFC 6890)
    ([192, 0, 2, 0], 24),     // documentation (RFC 5737)
    ([192, 88, 99, 0], 24),   // 6to4 relays (RFC 7526)
    ([192, 168, 0, 0], 16),   // private (RFC 1918)
    ([198, 18, 0, 0], 15),    // benchmarks (RFC 2544)
    ([198, 51, 100, 0], 24),  // documentation (RFC 5737)
    ([203, 0, 113, 0], 24),   // documentation (RFC 5737)
    ([224, 0, 0, 0], 4),      // multicast (RFC 5771)
    ([240, 0, 0, 0], 4),      // reserved (RFC 1112)
    ([255, 255, 255, 255], 32),
];

/// First two groups and prefix of what is special within 2000::/3.
const SPECIAL_V6: [([u16; 2], u8); 4] = [
    ([0x2001, 0x0000], 23), // protocol assignments: Teredo, ORCHID, benchmarks (RFC 2928)
    ([0x2001, 0x0db8], 32), // documentation (RFC 3849)
    ([0x2002, 0x0000], 16), // 6to4 (RFC 3056)
    ([0x3fff, 0x0000], 20), // documentation (RFC 9637)
];

fn within_v4(address: Ipv4Addr, network: [u8; 4], prefix: u8) -> bool {
    first(address.into(), prefix) == IpAddr::from(network)
}

fn within_v6(address: Ipv6Addr, network: [u16; 2], prefix: u8) -> bool {
    let network = Ipv6Addr::new(network[0], network[1], 0, 0, 0, 0, 0, 0);
    first(address.into(), prefix) == IpAddr::from(network)
}

/// Whether the last half names an IPv4 address to tunnel to (RFC 5214 §6.1).
fn is_isatap(address: Ipv6Addr) -> bool {
    let groups = address.segments();
    // The bit that says "unique in the world" may be set or not.
    groups[4] & !0x0200 == 0 && groups[5] == 0x5efe
}

fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The first address of the range of that many bits around an address.
fn first(address: IpAddr, prefix: u8) -> IpAddr {
    let dropped = u32::from(bits(address).saturating_sub(prefix));
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(dropped).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(dropped).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(network: &str, inside: &[&str], outside: &[&str]) {
        let parsed: Network = network.parse().unwrap();
        for address in inside {
            assert!(parsed.contains(address.parse().unwrap()), "{address} in {network}");
        }
        for address in outside {
            assert!(!parsed.contains(address.parse().unwrap()), "{address} not in {network}");
        }
    }

    #[test]
    fn ranges_contain_addresses() {
        check("10.0.0.0/8", &["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"], &["11.0.0.0"]);
        check("127.0.0.1", &["127.0.0.1", "::ffff:127.0.0.1"], &["127.0.0.2", "::1"]);
        check("::1/128", &["::1"], &["::2", "127.0.0.1"]);
        check("fd00::/8", &["fd12::1"], &["fc00::1", "10.0.0.1"]);
        check("::ffff:10.0.0.0/104", &["10.1.2.3", "::ffff:10.1.2.3"], &["11.0.0.1"]);
        check("0.0.0.0/0", &["8.8.8.8"], &["2001:4860::1"]);
        check("::/0", &["2001:4860::1"], &["8.8.8.8"]);
    }

    #[test]
    fn bad_ranges_say_what_is_wrong() {
        for text in ["", "10", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/999", "x/8", "10.0.0.0/8/8"] {
            assert_eq!(text.parse::<Network>(), Err(NetworkError::Form(text.into())), "{text}");
        }
        let error = "10.0.0.0/33".parse::<Network>().unwrap_err();
        assert_eq!(error.to_string(), "\"10.0.0.0/33\" has a prefix of more than 32 bits");
        let error = "10.0.0.1/8".parse::<Network>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"10.0.0.1/8\" is not the first address of its range; 10.0.0.0/8 is"
        );
    }

    #[test]
    fn ranges_are_written_as_they_are_read() {
        for text in ["10.0.0.0/8", "127.0.0.1", "::1", "fd00::/8"] {
            assert_eq!(text.parse::<Network>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn public_addresses() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "2001:200::1",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_that_are_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.255",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:0:808:808",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2606:4700::5efe:a00:1",
            "2606:4700::200:5efe:808:808",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}
